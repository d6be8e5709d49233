package io.tcplb.it.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The instructions of a Dockerfile, stage by stage. */
public record Dockerfile(List<Stage> stages) {
    /**
     * One instruction.
     *
     * @param keyword in upper case
     * @param arguments the rest, continued lines joined
     * @param line where it begins
     */
    public record Instruction(String keyword, String arguments, int line) {
        /** Returns whether the arguments are a JSON list, so that no shell reads them. */
        public boolean isExec() {
            return arguments.startsWith("[");
        }

        /** Returns the JSON list's elements, or the words of anything else. */
        public List<String> words() {
            return isExec()
                    ? Tree.parse(arguments).list().stream().map(Tree::text).toList()
                    : List.of(arguments.split("\\s+"));
        }

        /** Returns the words that are options, such as {@code --from=build}. */
        public List<String> options() {
            return isExec()
                    ? List.of()
                    : words().stream().takeWhile(word -> word.startsWith("--")).toList();
        }

        /** Returns what follows the options, as an instruction of its own. */
        public Instruction withoutOptions() {
            String rest = arguments;
            for (String option : options()) {
                rest = rest.substring(option.length()).strip();
            }
            return new Instruction(keyword, rest, line);
        }

        /** Returns HEALTHCHECK's command. */
        public Instruction command() {
            String rest = withoutOptions().arguments();
            if (!rest.startsWith("CMD ")) {
                throw new IllegalStateException("line " + line + ": " + rest + " (expected CMD …)");
            }
            return new Instruction("CMD", rest.substring(4).strip(), line);
        }
    }

    /** What begins with one FROM. */
    public record Stage(String image, String name, List<Instruction> instructions) {
        public List<Instruction> all(String keyword) {
            return instructions.stream()
                    .filter(i -> i.keyword().equals(keyword))
                    .toList();
        }

        /** Returns the instruction that is in force at the end. */
        public Instruction last(String keyword) {
            List<Instruction> all = all(keyword);
            if (all.isEmpty()) {
                throw new AssertionError("no " + keyword + " in the stage from " + image);
            }
            return all.get(all.size() - 1);
        }
    }

    public static Dockerfile read(Path file) throws IOException {
        List<Stage> stages = new ArrayList<>();
        for (Instruction instruction : instructions(Files.readAllLines(file))) {
            if (instruction.keyword().equals("FROM")) {
                List<String> words = instruction.words(); // image [AS name]
                String name = words.size() > 2 ? words.get(2) : Integer.toString(stages.size());
                stages.add(new Stage(words.get(0), name, new ArrayList<>()));
            } else if (stages.isEmpty()) {
                throw new IllegalStateException("line " + instruction.line() + ": before the first FROM");
            } else {
                stages.get(stages.size() - 1).instructions().add(instruction);
            }
        }
        return new Dockerfile(List.copyOf(stages));
    }

    public Stage finalStage() {
        return stages.get(stages.size() - 1);
    }

    private static List<Instruction> instructions(List<String> lines) {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            start = text.isEmpty() ? i + 1 : start;
            boolean continued = line.endsWith("\\");
            text.append(continued ? line.substring(0, line.length() - 1) : line);
            if (!continued) {
                String[] parts = text.toString().split("\\s+", 2);
                instructions.add(new Instruction(parts[0].toUpperCase(Locale.ROOT), parts[1].strip(), start));
                text.setLength(0);
            }
        }
        return instructions;
    }
}
