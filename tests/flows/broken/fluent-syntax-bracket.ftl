# finds flows/wording/en-it.ftl:4:1: `told` is missing (it is in wording/lv-it.ftl:6) [wording-missing]
# finds flows/wording/en-it.ftl:4:18: this is not Fluent: Expected token: "}" (a bracket `{` is closed with `}`) [fluent-syntax]
# in flows/wording/en-it.ftl
told = { $number told.
# in flows/wording/lv-it.ftl
told = { $number } teikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
        values: {number: 3}
