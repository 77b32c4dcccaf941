# Apstiprināšana: pogas zem tā, kas nolasīts, un jā vai nē.

confirm-yes = Jā
confirm-change = Mainīt
confirm-cancel = Atmest
confirm-what = Ko mainīt?
yes = Jā
no = Nē
    .also = nav, nav foto, nav bildes, foto nav, man nav, koda nav, nav koda, kods nav atnācis, kods neatnāca
