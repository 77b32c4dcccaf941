# finds flows/wording/en-it.ftl:3:1: `told` wants number for $item, and is given text (it is said at scripts/it.yml:13:9) [wording-value-type]
# in flows/wording/en-it.ftl
told = { NUMBER($item) }
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
