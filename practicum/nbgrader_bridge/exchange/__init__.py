"""The instructor's side of nbgrader's exchange: what comes in from strangers, and what goes out to be read by everybody.

inbound           an inbound folder's name, and a written time
expected          which files of a hand-in the course expects
copying           bounded copying of regular files, no link followed
swapping          a folder made aside takes its place
owners            whose account a hand-in came from
times             which of several times counts
weighing          one hand-in looked at before it is collected
refusals          what is said of a hand-in, in sentences
arrivals          what was decided about each hand-in, kept where no learner can write
candidates        the hand-ins of a topic area as they lie in the exchange
collect           nbgrader's collector, with all of this
publish_feedback  nbgrader's publisher of feedback, for pages of the course alone

Collector and publisher are set in nbgrader_bridge.config, so formgrader's buttons, nbgrader's commands and ours use them.
"""
