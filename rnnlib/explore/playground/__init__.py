"""The parts of the playground: what it shows of a network, its picture, and the stories it tells."""
