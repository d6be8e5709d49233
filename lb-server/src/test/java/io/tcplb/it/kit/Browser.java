package io.tcplb.it.kit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a screen. */
public final class Browser implements AutoCloseable {
    private final ChromeDriver driver;

    /** @param dark whether pages are asked for their dark look */
    public Browser(int width, int height, boolean dark) {
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        // Without a sandbox of its own, because tests run as root; it sees nothing but lb's page.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
        options.addArguments("--disable-dev-shm-usage", "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(width, height));
    }

    public void open(String url) {
        driver.get(url);
    }

    /** Waits until {@code css} finds something. */
    public WebElement await(String css, Duration atMost) {
        Await.until(css + " is on the page", atMost, () -> !all(css).isEmpty(), this::text);
        return all(css).get(0);
    }

    public List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** Clicks what {@code css} finds, however often the page replaces it meanwhile. */
    public void click(String css) {
        Await.until(
                css + " can be clicked",
                Duration.ofSeconds(10),
                () -> {
                    try {
                        driver.findElement(By.cssSelector(css)).click();
                        return true;
                    } catch (StaleElementReferenceException replaced) {
                        return false;
                    }
                },
                this::text);
    }

    /** Returns everything that a reader sees. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** Returns what the page complained about. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    public void picture(Path file) throws IOException {
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
