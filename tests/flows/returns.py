"""A flow with every kind of step, for the tests of the engine: giving something back."""

RETURNS = """
flows:
  return_goods:
    description: A customer wants to give something back
    nlu_trigger:
      - intent: return_goods
    summary: return-summary
    slots:
      order_number: {type: order_number, optional: true}
      item: {type: text}
      reason: {type: choice, values: [broken, wrong_item, other]}
      amount: {type: money, max: 10000 EUR}
      photo: {type: photo}
      email: {type: email}
    steps:
      - collect: item
        reprompts: [ask-item-example]
        remind: {after: 2h open, say: still-there}
        expire: {after: 3d}
      - collect: reason
        buttons: true
        reprompts: [ask-reason-again]
      - collect: order_number
        reprompts: [ask-order-number-where]
        next:
          - if: slots.order_number is known
            then: look
          - else: how_much
      - id: look
        action: find_purchase
        next:
          - if: context.purchase.found
            then: photo
          - else: how_much
      - id: how_much
        collect: amount
        rejections:
          - if: slots.amount < 1 EUR
            utter: too-little
        next:
          - if: slots.amount > 2000 EUR
            then: person
          - else: photo
      - id: photo
        collect: photo
        skipped: agree
      - id: agree
        confirm: read-back
      - id: open
        action: open_return
        once: true
      - say: opened
        fact: true
        values: {number: context.return.number, until: context.return.refund_by}
      - promise: {what: refund-sent, within: 14d, basis: CRD 13(1)}
      - collect: email
        next: END
      - id: person
        approve:
          team: returns
          summary: return-summary
          fields: [amount]
          within: 4h open
          say: being-looked-at
          approved: agree
          rejected: explain
          no_answer: handover
      - id: explain
        say: not-approved
        next: handover
      - id: handover
        handoff: {team: returns, reason: return, summary: return-summary}

  order_status:
    description: Where is my order
    nlu_trigger:
      - intent: order_status
      - entity: order_number
    slots:
      order_number: {type: order_number, optional: true}
    steps:
      - collect: order_number
        reprompts: [ask-order-number-where, ask-order-number-last]
        skipped: END
        next: tell
      - id: tell
        say: order-told

  hours:
    nlu_trigger:
      - intent: opening_hours
    steps:
      - say: hours-told
        values: {hours: context.shop.hours}

  thank:
    ask_again: false
    nlu_trigger:
      - intent: thank
    steps:
      - say: welcome

  greet:
    nlu_trigger:
      - intent: greet
    steps:
      - say: hello

  payment:
    told: [paid]
    steps:
      - say: paid-told
        fact: true
        values: {amount: context.paid.amount}

  survey:
    nlu_trigger:
      - intent: survey
    slots:
      count: number
      again: bool
      day: date
      contact: contact
      remark: text
    steps:
      - collect: count
        reprompts: [ask-count, ask-count, ask-count]
      - collect: again
        buttons: true
      - collect: day
        skipped: who
      - id: who
        collect: contact
      - collect: remark
        force_slot_filling: true
      - say: survey-told

  gift:
    if: slots.email is known
    nlu_trigger:
      - intent: gift
    steps:
      - say: hello
"""

WORDS = """
intent-return_goods = Return something
intent-order_status = Where is my order
ask-item = What is it?
ask-item-example = A lamp, for example.
still-there = Still there?
ask-reason = What is wrong?
ask-reason-again = Please choose.
reason-broken = It is broken
    .also = kaput, smashed
reason-wrong-item = It is another thing
reason-other = Something else
ask-order-number = Which order?
ask-order-number-where = Five digits.
ask-order-number-last = Only the number.
wrong-order-number = An order number has five digits.
ask-amount = How much was it?
wrong-money = An amount, please.
too-little = That is too little.
ask-photo = A photo, please.
ask-email = Where shall we write?
wrong-email = This is no e-mail.
wrong-email-again = Like anna@example.com.
read-back = { $item }, { $reason }, { $amount }: right?
confirm-yes = Yes
confirm-change = Change
confirm-cancel = Cancel
confirm-what = What shall be changed?
slot-item = The thing
slot-reason = The reason
slot-order-number = The order
slot-amount = The amount
slot-photo = The photo
slot-email = The e-mail
done-open-return = the return is open
opened = Opened { $number }, paid back { $until }.
being-looked-at = A colleague looks at it.
not-approved = Not approved.
return-summary = { $item }, { $reason }, { $amount }
order-told = Order { $order_number } is on its way.
intent-survey = A few questions
ask-count = How many?
ask-again = Again?
yes = Yes
no = No
ask-day = When?
ask-contact = Who?
ask-remark = Anything else?
survey-told = { $count }, { $again }, { $day }, { $contact }, { $remark }
hours-told = We are here { $hours }.
paid-told = { $amount } has come in.
"""
