# finds flows/wording/en-it.ftl:4:1: `told` is missing (it is in wording/lv-it.ftl:6) [wording-missing]
# finds flows/wording/en-it.ftl:4:6: this is not Fluent: Expected token: "=" (a text begins `its-id = `; what goes on in the next line is indented) [fluent-syntax]
# in flows/wording/en-it.ftl
told Told.
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
