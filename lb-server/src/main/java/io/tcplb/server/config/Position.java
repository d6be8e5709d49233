package io.tcplb.server.config;

/**
 * A line of a configuration file.
 *
 * @param file its number among the files of one load, in the order of reading
 * @param line 1 or more
 */
record Position(int file, int line) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        return file != other.file ? Integer.compare(file, other.file) : Integer.compare(line, other.line);
    }
}
