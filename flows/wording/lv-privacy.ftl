# Latviešu: personas dati. Kā šeit rakstīt: docs/wording.md.

### Numbers that are not kept

number-not-kept = Karšu numurus un personas kodus neglabājam, tāpēc to no Jūsu ziņas izņēmām. Mums tas nav vajadzīgs; ja varat, izdzēsiet to arī pie sevis.

### Kas notiek ar datiem, un ko var lūgt

intent-privacy = Mani dati un Jūs
    .also = /privacy, privātums, privātuma politika, privātuma paziņojums, datu aizsardzība, ko jūs darāt ar maniem datiem, kā jūs izmantojat manus datus, kas notiek ar maniem datiem, vdar
intent-my_data = Manu datu kopija
    .also = /mydata, /my_data, mani dati, mani personas dati, ko jūs par mani zināt, kādi dati jums ir par mani, kādus datus par mani glabājat, atsūtiet manus datus, iedodiet manus datus, gribu savu datu kopiju, vēlos savu datu kopiju, parādiet manus datus
intent-delete_data = Dzēst manus datus
    .also = /delete, izdzēsiet manus datus, dzēsiet manus datus, lūdzu izdzēsiet manus datus, izdzēst manus datus, izdzēsiet visus manus datus, izdzēsiet visu par mani, gribu lai manus datus izdzēš, aizmirstiet mani, izdzēsiet manus personas datus
intent-keep_data = Paturēt manus datus
    .also = nedzēsiet manus datus, es pārdomāju par dzēšanu

privacy-where = { $shop } glabā šeit rakstīto, lai Jums atbildētu un izpildītu pasūtījumus, un rāda to tikai tiem, kam tas vajadzīgs. Varat saņemt kopiju vai visu izdzēst. Viss paziņojums: { $privacy }
privacy-prove = Par Jums glabājas vairāk nekā šī saruna. Lai to nesaņemtu kāds cits, pārliecināsimies, ka tas esat Jūs.
privacy-person = Šeit nevaru pārliecināties, ka tas esat Jūs. To kopā ar Jums izdarīs kolēģis, vēlākais mēneša laikā, parasti dažās dienās.
my-data-given = Te ir viss, ko par Jums glabājam, vienā datnē. Sāciet ar README.txt: tur teikts, kas ir kas, kāpēc tas mums ir un līdz kuram laikam.
ask-delete = Vai pārējo izdzēst? Tas notiks { DAY($until) }, un atgriezt to nevarēs; līdz tam varat pārdomāt.
ask-delete-again = Lūdzu, izvēlieties: dzēst vai paturēt.
erasing-erase = Dzēst
    .also = jā, jā dzēst, izdzēsiet
erasing-keep = Paturēt
    .also = nē, nedzēst
delete-open = Vispirms jāpabeidz šis, jo Jums pienākas nauda vai prece: { $open }.
delete-kept =
    Šim jāpaliek, nevienam nerādītam, un tas pazudīs pats:
    { $kept }
delete-held = Par Jūsu lietu notiek strīds vai pārbaude, un līdz tās beigām likums prasa visu glabāt. Kolēģis paskaidros, ko un cik ilgi.
delete-set = Pierakstīts. Jūsu dati tiks izdzēsti { DAY($until) } paši no sevis. Ja pārdomājat, pasakiet to šeit līdz tam.
delete-left = Labi, viss paliek, kā ir.
keep-done = Labi, nekas netiks dzēsts.
keep-nothing = Nav dzēšanas, ko atsaukt.
summary-my-data = Grib savu datu kopiju; sarunā nevarēja pārliecināties, kas tas ir.
summary-delete-data = Grib, lai datus izdzēš; sarunā nevarēja pārliecināties, kas tas ir, vai dati jāglabā.
done-give-personal = Jūsu datu kopija jau nosūtīta.
done-erase-personal = dzēšana ir pierakstīta, un to te var atsaukt.
done-keep-personal = dzēšana jau ir atsaukta.
