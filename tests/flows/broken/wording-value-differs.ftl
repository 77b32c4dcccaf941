# finds flows/wording/lv-it.ftl:5:1: `told` leaves out $number, which another language uses [wording-value-differs]
# in flows/wording/en-it.ftl
told = { $number } told.
# in flows/wording/lv-it.ftl
told = Pateikts.
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
        values: {number: 3}
