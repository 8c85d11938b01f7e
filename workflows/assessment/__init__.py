"""The monthly assessment (月度考核): members' months, what they asked for, what was kept, and how it was graded."""
