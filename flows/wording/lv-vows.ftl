# What a person promises, and what is said when a promise is renewed or was not kept. $due: "on Friday, 27 November, by 10:00".

promise-words = Es Jums šeit atrakstīšu { $due }.
promise-broken-words = Apsolījām Jums atrakstīt { $due } un solījumu neturējām. Piedodiet, lūdzu. Jūsu jautājums nav aizmirsts: kolēģis Jums šeit atrakstīs.
promise-broken-deed = Mums kas bija jāizdara { $due }, bet tas vēl nav izdarīts. Piedodiet, lūdzu. Kolēģis to noskaidro un Jums šeit atrakstīs.
promise-renewed = Tas prasa vairāk laika, nekā solījām, piedodiet. Būs gatavs { $due }.
promise-email = Iespējams, ka līdz tam laikam šeit vairs nevarēšu Jums atrakstīt. Vai varat nosūtīt e-pasta adresi, lai atbilde Jūs noteikti sasniegtu?
