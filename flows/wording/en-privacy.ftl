# English: personal data. How to write here: docs/wording.md.

### Numbers that are not kept

number-not-kept = We don't keep card numbers or personal codes, so it was taken out of your message. We don't need it; if you can, delete it on your side too.
