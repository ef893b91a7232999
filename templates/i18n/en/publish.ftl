# Before the plan is made public, and the public plan: reading aloud, embedding, open data.

## Words that help to find names. Titles stand before a name; the others are names and everyday words too.
names-titles = mr mrs ms miss mx dr prof sir lady rev imam pastor auntie uncle councillor
names-words = will may mark grace hope joy rose faith june april august art bill carol dawn dean drew frank gene guy heather holly ivy jack jean lily lee long love miss olive pat patience penny poppy pearl ray rich rob ruby sandy sky sue summer sunny victor violet young king brown white black green gray grey baker cook cooper bush field hill moon park parks stone wood woods banks bell bishop church cross day farmer fisher gardener hall house knight lane north west east south price short small street waters winter rivers page rush smart swift walker weaver gill lan noor
