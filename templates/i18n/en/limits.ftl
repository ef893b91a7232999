# The first invitations of a new host wait until an organiser looked at them. $count: how many wait.
first-wait = { $count ->
    [one] 1 invitation waits. It is the first that your group sends with Daisychain.
   *[other] { $count } invitations wait. They are the first that your group sends with Daisychain.
}
first-look = Look at them and let them go
first-why = Read one of them below, and look who they go to. When all is right, let them go. Later invitations go by themselves.
first-let-go = { $count ->
    [one] Let it go
   *[other] Let them go
}
first-gone = They are on their way. From now on invitations go by themselves.
log-act-host-let-go = { $who } let the first invitations go
