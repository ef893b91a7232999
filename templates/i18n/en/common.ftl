# Words that stand on every page, or that several features share.

# The product's name, in the header of pages that belong to no chain.
product = Daisychain
# The <title> of a page.
title = { $page } – { $brand }
# The <title> of a page that came back because something was not right.
title-failed = Error: { $page } – { $brand }
# A day and a time of day.
moment = { $date }, { $time }

# On a phone the pages of a desk are folded under this link.
menu-open = Menu
menu-close = Close the menu
skip-to-content = Skip to main content
back = Back
continue = Continue
save = Save
cancel = Cancel
change = Change
optional = (optional)
nothing-here = Nothing here yet.
sign-out = Sign out
your-chains = Your chains

# The foot of every page.
help-title = Need help?
help-call = Call or text { $person } at { $host } on { $phone }. { $hours }.
help-write = Or write to { $email }.
help-none = Ask the person who sent you here.
privacy-link = How we use your information
accessibility-link = Accessibility

# Above a form that was not right.
error-summary = There is a problem
# Before the message beside a field, for screen readers.
error-prefix = Error:
error-too-long = Use at most { $max } letters
error-name-missing = Write a name
error-name-wrong = Write the name with letters only, at most 40
error-email-missing = Write an email address
error-email-wrong = Write an email address like name@example.org
error-choose = Choose one answer

# Error pages. The first is the heading, the second says what to do.
error-not-found = Page not found
error-not-found-what = Check the address, or open the link in your message again. If it still does not work, call us.
error-forbidden = You cannot open this page
error-forbidden-what = Your role does not include this page. Ask another organiser of the chain.
error-cross-site = This form came from another place
error-cross-site-what = Nothing was saved. Open the link in your message again and send the form from there.
error-too-large = That is too much text
error-too-large-what = Nothing was saved. Go back, make the text shorter, and send it again.
error-too-many = Too many tries
error-too-many-what = Wait a minute, then try again. What you saved before is safe.
error-busy = Many people are here just now
error-busy-what = Please try again in a minute. What you saved before is safe. If you sent a form, go back and send it again.
error-full = We cannot save anything just now
error-full-what = Nothing of what you just sent was kept. Go back: your words should still be on the page. Try again later, or call us. What you saved before is safe.
error-broken = Sorry, there is a problem with the service
error-broken-what = Your last saved words are safe. Try again later, or call us.

# Lists.
page-of = Page { $page } of { $pages }
page-previous = Previous page
page-next = Next page
search = Search

# Kinds of points, as tags.
kind-strength = Strong
kind-need = Needed
kind-idea = Idea
kind-offer = Offer

# The foot of every mail.
mail-dear = Dear { $name },
mail-hello = Hello,
mail-call = Call or text { $phone }. { $hours }.
mail-stop = Not for you? Open this page and we will stop writing to you:

# How a person likes to be contacted: after "Best way:".
channel-email = Email
channel-text = Text message
channel-phone = Phone call
channel-host = Through us

# Where a link of the chain stands, in tables.
state-invited = invited
state-bounced = message came back
state-agreed = said yes
state-contacted = in touch
state-recorded = talked, to be checked
state-checked = talked
state-passed-on = talked, passed it on
state-declined = said no
state-lapsed = no answer
state-cancelled = ended

# When a person likes to be contacted: after "Best time:".
when-weekday_mornings = weekday mornings
when-weekday_afternoons = weekday afternoons
when-evenings = evenings
when-weekends = weekends
when-any = any time
