# finds flows/wording/en-it.ftl:3:10: `told` leaves out [other] (0, 2, 3 ...), which English has (write a variant for each) [plural-missing]
# in flows/wording/en-it.ftl
told = { $number ->
   *[one] { $number } day.
 }
# in flows/wording/lv-it.ftl
told = { $number ->
    [zero] { $number } dienu.
    [one] { $number } diena.
   *[other] { $number } dienas.
 }
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
        values: {number: 3}
