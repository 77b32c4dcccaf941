# finds flows/wording/lv-it.ftl:5:1: nothing says `told` (take it out, in every language) [wording-unused] warning
# in flows/wording/en-it.ftl
told = Told.
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: hello
