# Reading back: the buttons below it, and yes or no.

confirm-yes = Yes
confirm-change = Change something
confirm-cancel = Leave it
confirm-what = What should we change?
yes = Yes
no = No
    .also = none, i have none, no photo, i have no photo, nope, no code, i have no code, there is no code, the code didn t come
