# finds flows/wording/en-it.ftl:4:1: `told` is missing (it is in wording/lv-it.ftl:6) [wording-missing]
# finds flows/wording/en-it.ftl:4:7: this is not Fluent: Expected message "told" to have a value or attributes (write something after `=`) [fluent-syntax]
# in flows/wording/en-it.ftl
told =
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
