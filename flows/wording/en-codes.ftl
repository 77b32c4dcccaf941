### One-time codes, by e-mail

mail-code-subject = { $shop }: your code is { $code }
mail-code-text =
    Your code is { $code }. Type it into the chat about order { $number }. It is valid for 10 minutes and works once.

    If you didn't ask for it, you needn't do anything. Nobody from the shop will ever ask you for this code.
