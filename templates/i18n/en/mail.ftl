# The messages. Each is `mail-<kind>` with its subject as `.subject`. Paragraphs are one line each, parted by an empty
# line. A paragraph that is only <link> or <code> becomes the person's link or the code. Before it stands "Dear …,";
# after it the host's name, address and phone, and how to stop.
# No topic stands in a subject, because a chain may be about something private.
# Plain words, short sentences. Never "click here", "urgent", "verify" or "account".

# To a first person: the host asks them to start.
# $host: who asks. $topic: what it is about ("food"). $forgotten: the day their details are deleted.
mail-starter-invite =
    We at { $host } have spoken with you about a chain of chats. You said we may write to you.

    The chats are about { $topic }. You would be one of the first people. You talk with one person. Then that person talks with the next one.

    Read about it and say yes or no here:

    <link>

    You do not need a password. You can say no.

    Why you got this: you gave us your address, so that we can ask you this once. If you do nothing, we delete it on { $forgotten }. You can ask us what we hold about you, or to delete it now.
    .subject = { $host } would like you to start a chat

# To the next person: someone would like to talk with them. Their first message: it is also their privacy notice.
# $inviter: the name of who asked. $topic. $forgotten: the day their details are deleted.
mail-invite =
    { $inviter } gave us your name and address. They told us that you said this was fine.

    We are asking people about { $topic }. { $inviter } would like to talk with you. It takes about 30 minutes. You choose when and how.

    Read about it and say yes or no here:

    <link>

    You do not need a password. You can say no.

    Why you got this: { $inviter } gave us your address, so that we can ask you this once. We use it for nothing else. If you do nothing, we delete it on { $forgotten }. You can ask us what we hold about you, or to delete it now.

    Want to check this is real? Ask { $inviter }, or call us.
    .subject = { $inviter } asked us to write to you about a chat

# To the initiator: they said yes.
# $partner: who said yes. $way: how they like to be reached. $when: when. $by: the day to get in touch by.
mail-said-yes =
    Good news. { $partner } would like to talk with you.

    Best way: { $way }. Best time: { $when }.

    See how to reach { $partner }, and the questions:

    <link>

    Please get in touch with { $partner } by { $by }.
    .subject = { $partner } said yes

# To the partner: thank you for saying yes.
# $initiator: who will get in touch. $by: by which day.
mail-thank-you =
    Thank you for saying yes. { $initiator } will get in touch with you by { $by }.

    You will talk about a few questions. There are no wrong answers. { $initiator } will write down the main points. You will see them first.

    Change your mind or your details here:

    <link>
    .subject = Thank you. { $initiator } will get in touch

# To the initiator: they cannot take part this time. It does not say why.
# $partner: who was asked.
mail-said-no =
    { $partner } cannot take part this time. You did nothing wrong.

    Who else could you talk to? Choose someone here:

    <link>
    .subject = { $partner } cannot take part this time

# To the partner: please check what was written.
# $initiator: who wrote it. $by: until when to check.
mail-record-to-check =
    { $initiator } has written down the main points from your chat. Please read them. You can change them or take them out.

    <link>

    If we do not hear from you by { $by }, we keep the points but we will not quote you.
    .subject = Please check what { $initiator } wrote about your chat

# To a person whose turn it is to choose the next person.
# $initiator: with whom they talked.
mail-your-turn =
    Thank you for your chat with { $initiator }. Now it is your turn to start one.

    Think of someone whose view we may not hear. Ask them first. Then tell us here:

    <link>

    Do not want to go on? That is fine. Tell us on the same page.
    .subject = Your turn: who will you talk to next?

# To a person whose part is done.
# $count: how many people have talked so far (a number).
mail-part-done =
    You had a chat, and you passed it on. Thank you.

    { $count ->
        [one] One person has talked so far.
       *[other] { $count } people have now talked.
    } We will read every point and make a plan together. We will write to you when it is ready.

    See where things stand, or change what you told us:

    <link>
    .subject = Thank you. Your part is done

# To a person who asked for a new link.
mail-new-link =
    You asked for a new link. Here it is:

    <link>

    Your old link no longer works. If you did not ask for this, you can ignore this message.
    .subject = Here is your new link

# To the initiator: the invitation came back.
# $partner: who could not be reached.
mail-could-not-reach =
    Our message to { $partner } came back. The address may have a mistake.

    Check it here:

    <link>

    You can also choose someone else there.
    .subject = We could not reach { $partner }

# To everyone who spoke: the plan can be read. The link is the person's own, or the plan's.
# $topic: what the chats were about. $title: the plan's name.
mail-plan-ready =
    People talked about { $topic }. We read every point. Now there is a plan: { $title }.

    Here it is:

    <link>

    Is something wrong or missing? Reply to this message.
    .subject = The plan you helped make is ready

# To an organiser: their sign-in code.
mail-sign-in-code =
    Your sign-in code is:

    <code>

    Type it into the page where you asked for it. It works for 10 minutes.

    If you did not ask for this, ignore this message.
    .subject = Your sign-in code

# To an organiser: what an invitation says. Only they get it; the name in it is made up.
# $topic: what the chain is about.
mail-test-invite =
    This is a test. Only you got it. People you invite will read this:

    “Maria Lopez gave us your name and address. They told us that you said this was fine.”

    “We are asking people about { $topic }. Maria Lopez would like to talk with you. It takes about 30 minutes. You choose when and how.”

    “Read about it and say yes or no here:”

    Here they will see a link of their own. Yours leads to the chain:

    <link>

    “You do not need a password. You can say no.”

    “Why you got this: Maria Lopez gave us your address, so that we can ask you this once. We use it for nothing else. If you do nothing, we delete it on the day named here. You can ask us what we hold about you, or to delete it now.”

    “Want to check this is real? Ask Maria Lopez, or call us.”
    .subject = Test: this is how an invitation looks
