# finds flows/wording/en-it.ftl:4:1: `told` is missing (it is in wording/lv-it.ftl:6) [wording-missing]
# finds flows/wording/en-it.ftl:4:10: DAY takes one value [fluent-function]
# in flows/wording/en-it.ftl
told = { DAY($day, $number) }
# in flows/wording/lv-it.ftl
told = { DAY($day) } { $number }
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - collect: day
      - collect: number
      - say: told
