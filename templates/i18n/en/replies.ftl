# Answers people send by e-mail, as organisers read them.
replies-title = Answers to read
replies-what = What people wrote back to our messages. An answer changes nothing by itself. Only the word “stop” does: then no more messages go there.
replies-none = Nobody has written back yet.
# $message: what our message was for.
replies-about = in answer to: { $message }
replies-gone = The words of this answer were deleted with the person.
replies-read = Read
# $name: who wrote.
# $name: who wrote.
replies-write = Write to { $name }: open their page
replies-mark = I have read the answer from { $name }
# Links on the messages page. $count: how many answers nobody has read (a number).
replies-link = Answers to read
replies-unread = { $count ->
    [one] One answer to read
   *[other] { $count } answers to read
}
