# Polski: dane osobowe. Jak tu pisać: docs/wording.md.

### Numbers that are not kept

number-not-kept = Nie przechowujemy numerów kart ani numerów PESEL, dlatego ten numer zniknął z wiadomości. Nie jest nam potrzebny; jeśli się da, warto usunąć go także u siebie.
