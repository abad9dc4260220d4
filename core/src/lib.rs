//! The voter's app as a state machine: events in, screens out.
