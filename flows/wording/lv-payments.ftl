# Nauda bankā: kas pienāca, cik trūkst, ko darīt ar lieko.

invoice-paid = { $count ->
    [1] Maksājums { $amount } par rēķinu { $number } ir saņemts. Paldies.
   *[other] Maksājums { $amount } par rēķiniem { $number } ir saņemts. Paldies.
 }
invoice-part-paid = Paldies, { $amount } par rēķinu { $number } ir saņemti. Līdz pilnai summai vēl trūkst { $missing }.
payment-scan = Samaksāt { $missing } var ar šo kodu bankas lietotnē.
payment-by-hand = { $payee ->
    [none] Maksājuma mērķī norādiet šo atsauci, tad nauda uzreiz atradīs rēķinu.
   *[other] Pārskaitot bez koda: saņēmējs { $payee }, konts un maksājuma atsauce ir zemāk, tos var nokopēt.
 }
payment-copied = { $value }

invoice-overpaid = Rēķins { $number } ir apmaksāts, paldies. Saņemti { $amount }, tas ir par { $rest } vairāk, nekā vajadzēja.
ask-overpayment-wish = Vai atmaksāt { $rest } uz kontu, no kura nauda nāca, vai paturēt nākamajam pirkumam?
ask-overpayment-wish-again = Izvēlieties, lūdzu: atmaksāt lieko vai paturēt nākamajam pirkumam. Nauda jebkurā gadījumā ir Jūsu.
overpayment-wish-refund = Atmaksāt
    .also = atmaksājiet, atpakaļ, uz kontu, atdodiet, atdot
overpayment-wish-keep = Paturēt pirkumam
    .also = paturiet, paturēt, atstāt, lai paliek, nākamajam pirkumam
slot-overpayment-wish = Ko darīt ar lieko naudu
overpayment-refund-noted = Pierakstīts: { $amount } atmaksās uz to pašu kontu, no kura nauda nāca. Kad tas būs izdarīts, uzrakstīšu šeit.
overpayment-keep-noted = Pierakstīts: { $amount } paliek Jums nākamajam pirkumam.
overpayment-returned = Pārmaksa { $amount } par rēķinu { $number } ir nosūtīta atpakaļ uz Jūsu kontu.
done-settle-overpayment = par lieko naudu jau ir pierakstīts, kā vēlējāties.
summary-overpayment = Pircējs grib izlemt, ko darīt ar pārmaksu; pieraksts neizdevās. Skatīt pārmaksu sarakstu.

payment-in-doubt = Maksājums { $amount } ar rēķina numuru { $number } ir saņemts un ir drošībā. { $why ->
    [double] Rēķins jau bija apmaksāts, tāpēc kolēģis apskatīs, kam šī nauda domāta.
    [void] Rēķins ir atcelts, tāpēc kolēģis apskatīs, ko ar naudu darīt.
    [late] Rēķina termiņš bija beidzies, tāpēc kolēģis pārbaudīs, vai viss vēl ir pieejams.
    [currency] Nauda ir citā valūtā nekā rēķins, tāpēc to apskatīs kolēģis.
   *[other] Summa nesakrīt ar rēķiniem, tāpēc to apskatīs kolēģis.
 }
payment-reversed = Banka maksājumu { $amount } par rēķinu { $number } ir paņēmusi atpakaļ. Rēķins atkal gaida apmaksu: { $missing }.
