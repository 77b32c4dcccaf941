# Latviešu: personas dati. Kā šeit rakstīt: docs/wording.md.

### Numbers that are not kept

number-not-kept = Karšu numurus un personas kodus neglabājam, tāpēc to no Jūsu ziņas izņēmām. Mums tas nav vajadzīgs; ja varat, izdzēsiet to arī pie sevis.
