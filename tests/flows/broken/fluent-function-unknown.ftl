# finds flows/wording/en-it.ftl:4:1: `told` is missing (it is in wording/lv-it.ftl:6) [wording-missing]
# finds flows/wording/en-it.ftl:4:10: there is no function DATETIME (there are DAY, AT, BY, BRIEF, STAMP, WITHIN, NUMBER) [fluent-function]
# in flows/wording/en-it.ftl
told = { DATETIME($day) }
# in flows/wording/lv-it.ftl
told = { DAY($day) }
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - collect: day
      - say: told
