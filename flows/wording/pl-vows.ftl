# What a person promises, and what is said when a promise is renewed or was not kept. $due: "on Friday, 27 November, by 10:00".

promise-words = Odezwę się tutaj { $due }.
promise-broken-words = Obiecaliśmy odpisać { $due } i nie dotrzymaliśmy słowa. Przepraszamy. O sprawie nie zapomnieliśmy: konsultant odpisze tutaj.
promise-broken-deed = Mieliśmy coś zrobić { $due }, a to jeszcze nie zostało zrobione. Przepraszamy. Konsultant to wyjaśnia i odpisze tutaj.
promise-renewed = To trwa dłużej, niż obiecaliśmy. Przepraszamy. Sprawa będzie załatwiona { $due }.
promise-email = Możliwe, że do tego czasu nie będę już mieć możliwości napisać tutaj. Czy mogę prosić o adres e-mail, żeby odpowiedź na pewno dotarła?
