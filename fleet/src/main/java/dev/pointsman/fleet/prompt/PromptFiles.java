package dev.pointsman.fleet.prompt;

import dev.pointsman.lab.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The prompt files that are shipped with the program.
final class PromptFiles {
  private static final String FOLDER = "/dev/pointsman/fleet/prompts/";

  private PromptFiles() {}

  static List<Topic> topics() {
    Vocabulary shared = file("shared").vocabulary();
    return text("topics").lines().map(String::strip).filter(name -> !name.isEmpty())
        .map(name -> file(name).topic(name, shared)).toList();
  }

  private static TopicFile file(String name) {
    return TopicFile.parse(name + ".txt", text(name));
  }

  private static String text(String name) {
    try (InputStream in = PromptFiles.class.getResourceAsStream(FOLDER + name + ".txt")) {
      if (in == null) {
        throw new DataException("the prompt file " + FOLDER + name + ".txt is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DataException("the prompt file " + name + ".txt cannot be read: " + e.getMessage(), e);
    }
  }
}
