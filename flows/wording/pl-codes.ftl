### One-time codes, by e-mail

mail-code-subject = { $shop }: Twój kod to { $code }
mail-code-text =
    Twój kod to { $code }. Wpisz go na czacie o zamówieniu { $number }. Jest ważny 10 minut i działa raz.

    Jeśli to nie była Twoja prośba, nie musisz nic robić. Nikt ze sklepu nigdy nie poprosi o ten kod.
