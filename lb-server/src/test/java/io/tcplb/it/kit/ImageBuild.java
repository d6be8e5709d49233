package io.tcplb.it.kit;

import io.tcplb.it.kit.Dockerfile.Instruction;
import io.tcplb.it.kit.Dockerfile.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes a Dockerfile's steps as they are written, and then runs what they made as a container engine would with
 * {@code --read-only --cap-drop ALL}. The base image of every stage is a copy-on-write view of this machine's own
 * files, so programs of a base image must be installed here. Needs root and overlayfs.
 */
public final class ImageBuild {
    private static final String PRELUDE = """
            set -euo pipefail
            cd %s
            mkdir -p layers
            mount -t tmpfs tmpfs layers # overlayfs wants its upper layer outside of the lower one
            stage() {
              mkdir -p "layers/$1"/{upper,work,root}
              mount -t overlay overlay -o "lowerdir=/,upperdir=layers/$1/upper,workdir=layers/$1/work" "layers/$1/root"
              mount -t proc proc "layers/$1/root/proc"
              mount --rbind /dev "layers/$1/root/dev"
            }
            copy() { # folder to copy from, root of the stage, destination, sources
              local from=$1 to=$2$3 source
              shift 3
              for source; do
                if [[ -d $from/$source ]]; then
                  mkdir -p "$to"
                  cp -R --preserve=mode,timestamps "$from/$source/." "$to"
                elif [[ $to == */ || $# -gt 1 ]]; then
                  mkdir -p "$to"
                  cp --preserve=mode,timestamps "$from/$source" "$to/"
                else
                  mkdir -p "$(dirname "$to")"
                  cp --preserve=mode,timestamps "$from/$source" "$to"
                fi
              done
            }
            """;

    private final Dockerfile file;
    private final Path context;
    private final Path scratch;
    private String directory = "/";

    /**
     * @param checkout holds the Dockerfile, and what it copies
     * @param scratch an empty directory
     */
    public ImageBuild(Path checkout, Path scratch) throws IOException {
        this.file = Dockerfile.read(checkout.resolve("Dockerfile"));
        this.context = Files.createDirectory(scratch.resolve("context"));
        this.scratch = scratch;
        send(checkout);
    }

    /** Returns whether this machine lets us do it. */
    public static boolean isPossible() {
        String overlay = "d=$(mktemp -d); mount -t tmpfs tmpfs $d; mkdir $d/u $d/w $d/r; "
                + "mount -t overlay overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/r";
        return Command.run(Duration.ofSeconds(10), "unshare", "--mount", "bash", "-ec", overlay)
                        .status()
                == 0;
    }

    /**
     * Builds, and runs the image in the same process in the end: its output is the build's, then the program's.
     *
     * @param volumes folders of this machine by where the container sees them
     */
    public Child run(Map<String, Path> volumes, Map<String, String> environment) throws IOException {
        StringBuilder script = new StringBuilder(PRELUDE.formatted(quote(scratch.toString())));
        file.stages().forEach(stage -> build(stage, script));
        container(volumes, environment, script);
        Path steps = Files.writeString(scratch.resolve("steps.sh"), script);
        return Child.start("image", scratch, Map.of(), List.of("unshare", "--mount", "bash", steps.toString()));
    }

    /** Runs a command in the container whose first process is {@code pid}. */
    public static Command exec(Duration atMost, long pid, Map<String, String> environment, List<String> command) {
        List<String> all =
                new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid), "--mount", "--root", "--wd"));
        all.addAll(command);
        return Command.run(atMost, environment, all.toArray(String[]::new));
    }

    private void build(Stage stage, StringBuilder script) {
        directory = "/";
        script.append("stage ").append(stage.name()).append('\n');
        for (Instruction step : stage.instructions()) {
            script.append("echo 'line ").append(step.line()).append("' >&2\n");
            switch (step.keyword()) {
                case "WORKDIR" -> {
                    directory = step.arguments();
                    script.append("mkdir -p ")
                            .append(root(stage))
                            .append(directory)
                            .append('\n');
                }
                case "COPY" -> script.append(copy(stage, step)).append('\n');
                case "RUN" -> script.append(inside(stage, shell(step))).append('\n');
                case "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD" -> {} // for the container
                default -> throw new IllegalStateException("line " + step.line() + ": " + step.keyword());
            }
        }
    }

    private String copy(Stage stage, Instruction step) {
        String from = step.options().isEmpty()
                ? "context"
                : "layers/" + step.options().get(0).replace("--from=", "") + "/root";
        List<String> words = step.withoutOptions().words();
        String to = words.get(words.size() - 1);
        String absolute = to.startsWith("/") ? to : directory + "/" + to;
        List<String> sources = words.subList(0, words.size() - 1);
        return "copy " + from + " " + root(stage) + " " + absolute + " " + String.join(" ", sources);
    }

    private static List<String> shell(Instruction step) {
        return step.isExec() ? step.words() : List.of("/bin/sh", "-c", step.arguments());
    }

    private String inside(Stage stage, List<String> command) {
        return "chroot " + root(stage) + " /bin/sh -c 'cd \"$0\" && exec \"$@\"' " + directory + " " + quote(command);
    }

    private void container(Map<String, Path> volumes, Map<String, String> environment, StringBuilder script) {
        Stage image = file.finalStage();
        volumes.forEach((inside, outside) -> script.append("mount --bind -o ro ")
                .append(quote(outside.toString()) + " " + root(image) + inside)
                .append('\n'));
        String[] user = image.last("USER").arguments().split(":");
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("setpriv", "--reuid=" + user[0], "--regid=" + user[1], "--clear-groups"));
        command.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"));
        command.addAll(image.last("ENTRYPOINT").words());
        command.addAll(image.last("CMD").words());
        script.append("mount -o remount,ro ").append(root(image)).append('\n');
        script.append("exec ").append(inside(image, command)).append('\n');
    }

    private static String root(Stage stage) {
        return "layers/" + stage.name() + "/root";
    }

    private static String quote(List<String> words) {
        return words.stream().map(ImageBuild::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Copies what .dockerignore lets through, as a client does that sends the context to an engine. */
    private void send(Path checkout) throws IOException {
        List<PathMatcher> ignored = Files.readAllLines(checkout.resolve(".dockerignore")).stream()
                .flatMap(pattern -> Stream.of(pattern, pattern.replaceFirst("^\\*\\*/", "")))
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();
        send(checkout, Path.of(""), ignored);
    }

    private void send(Path checkout, Path directory, List<PathMatcher> ignored) throws IOException {
        Files.createDirectories(context.resolve(directory.toString()));
        try (Stream<Path> children = Files.list(checkout.resolve(directory))) {
            children.map(checkout::relativize)
                    .filter(path -> ignored.stream().noneMatch(pattern -> pattern.matches(path)))
                    .forEach(path -> sendOne(checkout, path, ignored));
        }
    }

    private void sendOne(Path checkout, Path path, List<PathMatcher> ignored) {
        try {
            if (Files.isDirectory(checkout.resolve(path))) {
                send(checkout, path, ignored);
            } else {
                Files.copy(
                        checkout.resolve(path),
                        context.resolve(path),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
