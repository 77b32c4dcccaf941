# finds flows/wording/en-it.ftl:4:1: `told` is missing (it is in wording/lv-it.ftl:6) [wording-missing]
# finds flows/wording/en-it.ftl:4:10: there is no `hello-there` to refer to (did you mean `change-still-there`?) [fluent-reference]
# in flows/wording/en-it.ftl
told = { hello-there } Told.
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
