DROP TYPE new_state, new_point;
