# finds flows/wording/en-it.ftl:5:6: no number is [few] in English (there are [other], [one]) [plural-never] warning
# in flows/wording/en-it.ftl
told = { $number ->
    [one] { $number } day.
    [few] { $number } days.
   *[other] { $number } days.
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
