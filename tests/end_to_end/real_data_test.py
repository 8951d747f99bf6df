"""The check against real data, on files of the same shape: an excerpt where the licence allows one, made-up rows where it does not.
With $ALMANAC_REAL_DATA it also runs on the sets themselves."""
import json
import os
import subprocess
import unittest

from program import BINARY, ROOT, ProgramTest

OFFERS = [{"reward": 10, "channels": ["email", "mobile", "social"], "difficulty": 10, "duration": 7.0, "offer_type": "bogo", "id": "o1"},
          {"reward": 0, "channels": ["web", "email"], "difficulty": 0, "duration": 4.0, "offer_type": "informational", "id": "o2"}]
PEOPLE = [{"gender": None, "age": 118, "id": "p1", "became_member_on": "20170212", "income": None},
          {"gender": "F", "age": 55, "id": "p2", "became_member_on": "20170715", "income": 112000.0}]
EVENTS = [{"person": "p1", "event": "offer received", "value": {"offer id": "o1"}, "time": 0},
          {"person": "p2", "event": "offer received", "value": {"offer id": "o2"}, "time": 0},
          {"person": "p1", "event": "offer viewed", "value": {"offer id": "o1"}, "time": 6},
          {"person": "p1", "event": "transaction", "value": {"amount": 19.89}, "time": 132},
          {"person": "p1", "event": "offer completed", "value": {"offer_id": "o1", "reward": 10}, "time": 132},
          {"person": "p1", "event": "offer completed", "value": {"offer_id": "o1", "reward": 10}, "time": 132}]
BANNERS = """channel,name,campaign,description,campaign_tracking,first_seen,last_seen,first_commit,n_banners,banner_trackings
desktop,Desktop,C1,"VAR is louder, and shorter",01-ba-230705,2023-07-06,2023-07-21,cc7af161d5,2,org-01-ctrl|org-01-var
desktop,Desktop,C1,VAR is louder,01-ba-230706,2023-07-06,2023-07-06,cc7af161d5,2,org-02-ctrl|org-02-var
mobile,Mobile,C1,VAR is louder,01-ba-230705,2023-07-06,2023-07-06,cc7af161d5,1,mob-01-ctrl
"""
ADS = """Date,ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,Total_Conversion,Approved_Conversion
31-08-2023,1,916,11,30-34,M,15,7350,1,1.429999948,2,1
09-08-2023,2,916,12,30-34,M,16,17861,2,1.820000023,2,0
10-08-2023,3,916,13,35-39,F,15,693,0,0,1,0
01-08-2023,4,936,14,30-34,M,20,100,1,1.25,1,0
"""


class RealData(ProgramTest):
    def check(self, folder, script="check_real_data"):
        done = subprocess.run([str(ROOT / "script" / script), str(folder)], capture_output=True, timeout=3000,
                              env=dict(os.environ, ALMANAC_BINARY=BINARY))
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())

    def test_counts_are_those_of_an_independent_script(self):
        folder = self.directory / "sets"
        for path in sorted((ROOT / "tests/data/importers/shapes/complete_journey").iterdir()):
            self.file("sets/dunnhumby/" + path.name, path.read_bytes())
        self.file("sets/wmde_fundraising/campaigns_to_2023.csv", BANNERS)
        for name, rows in [("portfolio", OFFERS), ("profile", PEOPLE), ("transcript", EVENTS)]:
            self.file(f"sets/starbucks/{name}.json", "".join(json.dumps(row) + "\n" for row in rows))
        self.file("sets/ads_facebook_kag/ads.with_date.csv", ADS)
        self.check(folder)

    def test_answers_are_those_of_an_independent_script(self):
        for path in sorted((ROOT / "samples/complete-journey").iterdir()):
            self.file("sets/dunnhumby/" + path.name, path.read_bytes())
        for name, rows in [("portfolio", OFFERS), ("profile", PEOPLE), ("transcript", EVENTS)]:
            self.file(f"sets/starbucks/{name}.json", "".join(json.dumps(row) + "\n" for row in rows))
        self.check(self.directory / "sets", "check_questions")

    @unittest.skipUnless(os.environ.get("ALMANAC_REAL_DATA"), "ALMANAC_REAL_DATA names no folder")
    def test_the_sets_themselves(self):
        self.check(os.environ["ALMANAC_REAL_DATA"])
        self.check(os.environ["ALMANAC_REAL_DATA"], "check_questions")


if __name__ == "__main__":
    unittest.main()
