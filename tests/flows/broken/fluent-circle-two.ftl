# finds flows/wording/en-it.ftl:7:1: `told` refers to itself in a circle [fluent-circle]
# finds flows/wording/en-it.ftl:8:1: `again` is missing (it is in wording/lv-it.ftl:11) [wording-missing]
# finds flows/wording/en-it.ftl:8:1: `again` refers to itself in a circle [fluent-circle]
# finds flows/wording/en-it.ftl:8:1: `told` is missing (it is in wording/lv-it.ftl:10) [wording-missing]
# finds flows/wording/lv-it.ftl:11:1: nothing says `again` (take it out, in every language) [wording-unused] warning
# in flows/wording/en-it.ftl
told = Told { again }
again = Again { told }
# in flows/wording/lv-it.ftl
told = Pateikts.
again = Vēlreiz.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
