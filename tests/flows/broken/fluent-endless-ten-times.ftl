# finds flows/scripts/it.yml:21:9: there is no wording `told` (did you mean `told-d`?) [wording-unknown]
# finds flows/wording/en-it.ftl:13:1: `told-e` comes to too much with all it refers to (write it out) [fluent-endless]
# finds flows/wording/lv.ftl:19:1: `told-a` is missing (it is in wording/en-it.ftl:9) [wording-missing]
# finds flows/wording/lv.ftl:19:1: `told-b` is missing (it is in wording/en-it.ftl:10) [wording-missing]
# finds flows/wording/lv.ftl:19:1: `told-c` is missing (it is in wording/en-it.ftl:11) [wording-missing]
# finds flows/wording/lv.ftl:19:1: `told-d` is missing (it is in wording/en-it.ftl:12) [wording-missing]
# in flows/wording/en-it.ftl
told = { told-f }
told-a = ten letters
told-b = { told-a }{ told-a }{ told-a }{ told-a }{ told-a }{ told-a }{ told-a }{ told-a }{ told-a }{ told-a }
told-c = { told-b }{ told-b }{ told-b }{ told-b }{ told-b }{ told-b }{ told-b }{ told-b }{ told-b }{ told-b }
told-d = { told-c }{ told-c }{ told-c }{ told-c }{ told-c }{ told-c }{ told-c }{ told-c }{ told-c }{ told-c }
told-e = { told-d }{ told-d }{ told-d }{ told-d }{ told-d }{ told-d }{ told-d }{ told-d }{ told-d }{ told-d }
told-f = { told-e }{ told-e }{ told-e }{ told-e }{ told-e }{ told-e }{ told-e }{ told-e }{ told-e }{ told-e }
# in flows/scripts/it.yml
flows:
  it:
    nlu_trigger:
      - label: it
    steps:
      - say: told
