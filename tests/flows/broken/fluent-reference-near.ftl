# finds flows/wording/en-it.ftl:5:1: `told` is missing (it is in wording/lv-it.ftl:7) [wording-missing]
# finds flows/wording/en-it.ftl:5:10: there is no `-shop-nam` to refer to (did you mean `-shop-name`?) [fluent-reference]
# in flows/wording/en-it.ftl
-shop-name = Shop
told = { -shop-nam } told.
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
