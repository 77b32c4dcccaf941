# finds flows/wording/en-it.ftl:3:1: `told` wants date or moment for $number, and is given number (it is said at scripts/it.yml:13:9) [wording-value-type]
# in flows/wording/en-it.ftl
told = { DAY($number) }
# in flows/wording/lv-it.ftl
told = { $number }
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - collect: number
      - say: told
