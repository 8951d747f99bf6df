"""What the program says of itself and of wrong usage, in both languages."""
import re
import unittest

from program import ProgramTest


class Help(ProgramTest):
    def commands(self):
        """Every command and command of a command, from the help itself."""
        def below(*words):
            text = self.almanac("--language", "en", *words, "--help").out
            listed = text.partition("\nCommands:\n")[2].partition("\n\n")[0]
            for line in listed.splitlines():
                found = re.match(r"  ([a-z-]+)[, ]", line)
                if found:
                    yield words + (found[1],)
                    yield from below(*words, found[1])
        return [(), *below()]

    def test_every_command_has_help_in_both_languages_with_the_same_options(self):
        commands = self.commands()
        self.assertIn(("graph", "communities"), commands)
        self.assertIn(("token", "revoke"), commands)
        for words in commands:
            with self.subTest(words=words):
                english = self.almanac("--language", "en", *words, "--help").out
                chinese = self.almanac("--language", "zh", *words, "--help").out
                for heading in ("Usage", "Options", "Arguments", "Commands", "OPTIONS", "required", "SUBCOMMAND", "INT", "POSITIVE"):
                    self.assertNotIn(heading, chinese)
                options = re.compile(r"^  (--?[a-z-]+(?:,--[a-z-]+)?)", re.M)
                self.assertEqual(options.findall(english), options.findall(chinese))
                for line in chinese.splitlines():
                    described = re.match(r"  (--?[a-z-]+|[a-z]+)\b.*\S  +(\S.*)$", line)
                    if described:
                        self.assertRegex(described[2], "[\u4e00-\u9fff]", line)

    def test_wrong_usage_is_told_in_the_callers_language_with_what_would_do(self):
        for words, english, chinese in (
            (["import"], "path is missing", "缺少 path"),
            (["graph"], "a command is missing: node, neighbors, paths", "缺少命令：node、neighbors、paths"),
            (["graph", "nodes"], 'there is no command "nodes"; did you mean node?', "没有命令“nodes”；是否想用 node？"),
            (["search", "--limit"], "--limit lacks its value", "--limit 缺少取值"),
            (["search", "--limit", "3", "--limit", "4"], "--limit is given more than once", "--limit 重复给出"),
            (["search", "--limit", "abc", "x"], '--limit: "abc" is not a number', "--limit：“abc”不是数字"),
            (["similar", "--limit", "0", "x"], '--limit: "0" is not a whole number from 1 to 100', "--limit：“0”不是 1 至 100 的整数"),
            (["history", "C1", "--version", "x"], '--version: "x" is not a number above 0', "--version：“x”不是大于 0 的数"),
            (["import", "--kind", "user", "x"], '--kind: "user" is not among auto, campaigns', "--kind：“user”不在可选值之中：auto、campaigns"),
            (["import", "--kind", "user", "x"], "did you mean users?", "是否想用 users？"),
            (["history", "C1", "--version", "1", "--restore", "2"], "--version and --restore do not go together", "--version 与 --restore 不能同时使用"),
            (["search", "--as", "csv", "x"], "--as needs --batch", "--as 须与 --batch 同用"),
            (["show", "a", "b"], "there is an argument too many: b", "多余的参数：b"),
            (["show", "--cvs", "a"], "there is no option --cvs", "没有选项 --cvs"),
        ):
            for language, said in (("en", english), ("zh", chinese)):
                with self.subTest(words=words, language=language):
                    result = self.almanac("--language", language, *words)
                    self.assertEqual(result.code, 2)
                    self.assertIn(said, result.err)


if __name__ == "__main__":
    unittest.main()
