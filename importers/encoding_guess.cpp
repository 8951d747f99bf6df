#include "importers/encoding_guess.h"

#include <string>
#include <unordered_set>

#include "archive/name.h"

namespace almanac::importers {
namespace {

constexpr std::size_t sample = 8u << 10;

// Common characters, of text in general and of tables about campaigns.
constexpr std::string_view common_characters =
    "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用"
    "发天如然作方成者多日都三"
    "小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从知使已外本长把关点正新间两高回手理最由被或美实此法当"
    "做开什代重给几意明现己月"
    "内变加量工体其它相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情"
    "者最立代想已通并提直题党"
    "程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强"
    "放决西被干做必战先回则任"
    "取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切"
    "打白教速花带安场身车例真"
    "务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织"
    "装影算低持音众书布复容儿"
    "须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候"
    "毛亲快效斯院查江型眼王按"
    "格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢"
    "席含企望密批营项防举球英"
    "氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判"
    "护司足某练差致板田降黑犯"
    "负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责"
    "站简述钱副尽帝射草冲承独"
    "令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝析块剂测丝协诉念陈仍罗盐友洋错苦夜刑移频逐靠"
    "混母短皮终聚汽村云哪既距"
    "卫停烈央察烧迅境若印洲刻括激孔搞甚室待核校散侵吧甲游久菜味旧模湖货损预阻毫普稳乙妈植息扩银语挥酒守拿序纸医缺雨吗针"
    "刘啊急唱误训愿审附获茶鲜"
    "粮斤孩脱硫肥善龙演父渐血欢械掌歌沙刚攻谓盾讨晚粒乱燃矛乎杀药宁鲁贵钟煤读班伯香介迫句丰培握兰担弦蛋沉假穿执答乐谁顺"
    "烟缩征脸喜松脚困异免背星"
    "渠算抖播券购曝促销惠店铺签额拓链博丨姓址邮编码订单户额券礼";

const std::unordered_set<std::string_view>& common() {
  static const std::unordered_set<std::string_view> set = [] {
    std::unordered_set<std::string_view> built;
    for (std::size_t i = 0; i + 3 <= common_characters.size(); i += 3) built.insert(common_characters.substr(i, 3));
    return built;
  }();
  return set;
}

struct Candidate {
  bool possible = false;
  std::size_t characters = 0, common = 0;
  std::size_t kana = 0;  // codes that would be hiragana or katakana in EUC-JP, which is not read
};

// A double-byte code is strict if each lead is followed by a trail; the end may cut one off.
Candidate look(std::string_view bytes, Encoding encoding) {
  Candidate found;
  std::size_t first_planes = 0;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (std::size_t i = 0; i < bytes.size();) {
    const unsigned char lead = at(i);
    if (lead == 0) return {};
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead == 0x80 || lead == 0xFF) return {};
    if (i + 1 >= bytes.size()) break;
    const unsigned char trail = at(i + 1);
    if (encoding == Encoding::gb18030) {
      const bool four = trail >= 0x30 && trail <= 0x39;
      if (four && i + 3 >= bytes.size()) break;
      if (four ? at(i + 2) < 0x81 || at(i + 2) > 0xFE || at(i + 3) < 0x30 || at(i + 3) > 0x39
               : trail < 0x40 || trail > 0xFE || trail == 0x7F)
        return {};
      if (lead >= 0xA1 && lead <= 0xF7 && trail >= 0xA1) ++first_planes;
      i += four ? 4 : 2;
    } else {
      if (!((trail >= 0x40 && trail <= 0x7E) || (trail >= 0xA1 && trail <= 0xFE))) return {};
      if (lead >= 0xA1 && lead <= 0xF9 && lead != 0xC7 && lead != 0xC8) ++first_planes;
      i += 2;
    }
    ++found.characters;
    found.kana += (lead == 0xA4 || lead == 0xA5) && trail >= 0xA1 ? 1 : 0;
  }
  if (found.characters == 0 || first_planes * 10 < found.characters * 8) return {};
  found.possible = true;
  const auto decoded = decoded_source(memory_source(bytes.substr(0, sample)), encoding);
  const std::string text = archive::fold(read_up_to(*decoded, 3 * sample));
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (size == 3 && common().contains(std::string_view(text).substr(i, 3))) ++found.common;
    i += size;
  }
  return found;
}

}  // namespace

std::optional<DetectedEncoding> guess_chinese(std::string_view bytes) {
  const Candidate gb = look(bytes, Encoding::gb18030), big5 = look(bytes, Encoding::big5);
  if (!gb.possible && !big5.possible) return std::nullopt;
  const bool is_big5 = big5.possible && (!gb.possible || big5.common > gb.common);
  const Candidate& taken = is_big5 ? big5 : gb;
  const Candidate& other = is_big5 ? gb : big5;
  const bool ahead = !other.possible || other.common * 2 < taken.common;
  const bool written = taken.characters < 10 || taken.common * 10 >= std::min(taken.characters, sample / 2) * 2;
  const bool japanese = taken.kana * 3 > taken.characters;
  return DetectedEncoding{is_big5 ? Encoding::big5 : Encoding::gb18030, 0, ahead && written && !japanese};
}

}  // namespace almanac::importers
