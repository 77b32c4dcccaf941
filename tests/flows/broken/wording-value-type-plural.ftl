# finds flows/wording/en-it.ftl:3:1: `told` wants number for $item, and is given text (it is said at scripts/it.yml:16:9) [wording-value-type]
# in flows/wording/en-it.ftl
told = { $item ->
    [one] One.
   *[other] More.
 }
# in flows/wording/lv-it.ftl
told = { $item }
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - collect: item
      - say: told
