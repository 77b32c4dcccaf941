# finds flows/wording/lv.ftl:19:1: `told` is missing (it is in wording/en-it.ftl:3) [wording-missing]
# in flows/wording/en-it.ftl
told = Told.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
