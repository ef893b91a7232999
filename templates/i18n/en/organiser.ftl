# Signing in.
sign-in-title = Sign in
sign-in-lede = We will send a code to your email address. You type it on the next page.
sign-in-email = Your email address
sign-in-email-hint = The one your organiser account has
sign-in-ask = Send me a code
# Under the form: most visitors who come here by mistake are residents.
sign-in-not-for-people = This page is for organisers only. Were you asked for a chat? Open the link in your message. You do not need to sign in.
# Beside the address, when three codes were asked for it within 15 minutes.
sign-in-too-often = Three codes were asked for this address just now. Wait 15 minutes, then ask again. The last code you got may still work.

sign-in-code-title = Type your code
sign-in-code-lede = If the address belongs to an organiser, a code is on its way. It works for 10 minutes, in this browser only.
sign-in-code = Code
sign-in-code-hint = 8 letters and numbers from our email. Space, dashes and small letters are fine.
sign-in-enter = Sign in
sign-in-again = Ask for a new code
sign-in-code-missing = Type the code from our email
sign-in-code-wrong = { $left ->
    [one] This is not the code. You can try once more.
   *[other] This is not the code. You can try { $left } more times.
  }
sign-in-code-ended = This code has ended. Ask for a new code.
sign-in-nothing-came = Nothing came?
sign-in-nothing-came-what = Wait a minute. Look in your spam folder. Check that you typed the address of your account. Only an organiser gets a code.

# An organiser's own account.
account-title = Your account
account-email = You sign in with { $email }.
account-name = Your name
account-name-hint = Other organisers see it, and people see it where you act for them
account-save-name = Save name
# The message at 9 on weekdays.
account-morning = Morning message
account-morning-what = On weekdays at 9 we tell you which chats need help. If nothing does, we send nothing.
account-morning-yes = Send me the morning message
account-morning-save = Save choice
account-browsers = Where you are signed in
account-browsers-what = You are signed out after 12 hours without saving anything, and after 14 days in any case.
# "Firefox on Linux"
account-browser = { $browser } on { $system }
account-browser-unknown = A browser we do not know
account-browser-here = (this one)
account-since = Signed in on { $moment }
# The buttons are followed by the time, for screen readers.
account-revoke = Sign out there
account-revoke-here = Sign out here
