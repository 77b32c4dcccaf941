# finds flows/wording/lv-it.ftl:10:6: [zero] is also 10 to 20, 30, 100 in Latvian, and this text does not tell the number (write [0] for none) [plural-zero]
# in flows/wording/en-it.ftl
told = { $number ->
    [0] None.
    [one] { $number } day.
   *[other] { $number } days.
 }
# in flows/wording/lv-it.ftl
told = { $number ->
    [zero] Nav.
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
