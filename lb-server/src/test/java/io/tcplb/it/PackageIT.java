package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.ImageBuild;
import io.tcplb.it.kit.Lab;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Debian package, installed and removed in a copy-on-write view of this machine. */
class PackageIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Path ROOT =
            Path.of(System.getProperty("lb.root", "..")).toAbsolutePath().normalize();

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void itInstallsRunsAndGoesAwayWithoutATrace() {
        assumeTrue(Command.shell(LONG, "command -v dpkg-deb").status() == 0, "no dpkg-deb here");
        assumeTrue(ImageBuild.isPossible(), "mounting an overlay needs root");
        Path scratch = lab.directory("package");
        Command made = Command.run(LONG, ROOT.resolve("bin/package-deb").toString(), scratch.toString())
                .orFail();
        Path file = Path.of(made.stdout().strip());
        assertThat(file).isRegularFile().hasParent(scratch);

        // Whichever Java the tests run with will do here, so its package may be another one than the one depended on.
        String inside = """
                dpkg --force-depends -i %s
                getent passwd lb
                cd /
                /usr/bin/lb check -c /etc/lb/lb.conf
                bash -n /usr/share/bash-completion/completions/lb
                ls /opt/lb/docs/troubleshooting.md /opt/lb/lb-server/target/*.jsa /lib/systemd/system/lb.service
                dpkg -r lb
                test -e /etc/lb/lb.conf
                if test -e /opt/lb; then exit 1; fi
                """.formatted(file);
        Command installed = Command.run(LONG, "unshare", "--mount", "bash", "-ec", """
                cd %s
                mkdir root layer
                mount -t tmpfs tmpfs layer
                mkdir layer/upper layer/work
                mount -t overlay overlay -o lowerdir=/,upperdir=layer/upper,workdir=layer/work root
                mount -t proc proc root/proc
                mount --rbind /dev root/dev
                exec chroot root bash -exc "$0"
                """.formatted(scratch), inside);
        assertThat(installed.status()).as(installed.toString()).isZero();
        assertThat(installed.stdout()).contains("/etc/lb/lb.conf: ok", "lb.service", ".jsa");
    }
}
