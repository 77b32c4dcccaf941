# finds flows/wording/lv-it.ftl:8:10: `told` leaves out [zero] (0, 10, 11 ...), which Latvian has (write a variant for each) [plural-missing]
# in flows/wording/en-it.ftl
told = { $number ->
    [one] { $number } day.
   *[other] { $number } days.
 }
# in flows/wording/lv-it.ftl
told = { $number ->
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
