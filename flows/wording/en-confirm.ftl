# Reading back: the buttons below it, and yes or no.

confirm-yes = Yes
confirm-change = Change something
confirm-cancel = Leave it
confirm-what = What shall be changed?
yes = Yes
no = No
