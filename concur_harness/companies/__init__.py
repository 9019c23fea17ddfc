"""Companies as a harness provisions them: what one is to hold, how it is made and reset, how clients are let in."""
