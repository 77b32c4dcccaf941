# finds flows/wording/en-it.ftl:4:1: `told` stands twice (keep one of them) [fluent-twice]
# in flows/wording/en-it.ftl
told = Told.
told = Told again.
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
