# finds flows/wording/en-it.ftl:4:1: `told` is missing (it is in wording/lv-it.ftl:6) [wording-missing]
# finds flows/wording/en-it.ftl:4:13: this is not Fluent: Unbalanced closing brace in TextElement. (a bracket in a text is written {"}"}) [fluent-syntax]
# in flows/wording/en-it.ftl
told = Told } so.
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
