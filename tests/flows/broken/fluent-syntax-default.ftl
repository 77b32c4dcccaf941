# finds flows/wording/en-it.ftl:7:1: `told` is missing (it is in wording/lv-it.ftl:9) [wording-missing]
# finds flows/wording/en-it.ftl:7:2: this is not Fluent: Expected one of the variants to be marked as default (*) (put a `*` before one of them, that of all other values) [fluent-syntax]
# in flows/wording/en-it.ftl
told = { $number ->
    [one] One.
    [other] More.
 }
# in flows/wording/lv-it.ftl
told = { $number ->
    [zero] Nekas.
    [one] Viens.
   *[other] Vairāk.
 }
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
        values: {number: 3}
