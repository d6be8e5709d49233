package io.tcplb.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every link from one document to another leads somewhere. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : Pages.all()) {
            LINK.matcher(Pages.prose(Files.readString(page)))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.matches("https?:.*"))
                    .filter(link -> !leadsSomewhere(page, link))
                    .forEach(link -> dead.add(Pages.ROOT.relativize(page) + ": " + link));
        }
        assertThat(dead).isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        try {
            return Files.exists(target)
                    && (parts.length == 1
                            || Pages.anchors(Files.readString(target)).contains(parts[1]));
        } catch (IOException e) {
            return false;
        }
    }
}
