"""English short names of the countries whose ISO 3166 alpha-3 codes studies use as levels."""

from __future__ import annotations

_NAMES = """
AFG Afghanistan|ALB Albania|DZA Algeria|AND Andorra|AGO Angola|ARG Argentina|ARM Armenia|AUS Australia|AUT Austria
AZE Azerbaijan|BHR Bahrain|BGD Bangladesh|BLR Belarus|BEL Belgium|BEN Benin|BTN Bhutan|BOL Bolivia
BIH Bosnia and Herzegovina|BWA Botswana|BRA Brazil|BRN Brunei|BGR Bulgaria|BFA Burkina Faso|BDI Burundi
KHM Cambodia|CMR Cameroon|CAN Canada|CPV Cape Verde|CAF Central African Republic|TCD Chad|CHL Chile|CHN China
COL Colombia|COM Comoros|COG Congo|COD DR Congo|CRI Costa Rica|CIV Côte d’Ivoire|HRV Croatia|CUB Cuba|CYP Cyprus
CZE Czechia|DNK Denmark|DJI Djibouti|DOM Dominican Republic|ECU Ecuador|EGY Egypt|SLV El Salvador
GNQ Equatorial Guinea|ERI Eritrea|EST Estonia|SWZ Eswatini|ETH Ethiopia|FJI Fiji|FIN Finland|FRA France|GAB Gabon
GMB Gambia|GEO Georgia|DEU Germany|GHA Ghana|GRC Greece|GTM Guatemala|GIN Guinea|GNB Guinea-Bissau|GUY Guyana
HTI Haiti|HND Honduras|HUN Hungary|ISL Iceland|IND India|IDN Indonesia|IRN Iran|IRQ Iraq|IRL Ireland|ISR Israel
ITA Italy|JAM Jamaica|JPN Japan|JOR Jordan|KAZ Kazakhstan|KEN Kenya|XKX Kosovo|KWT Kuwait|KGZ Kyrgyzstan|LAO Laos
LVA Latvia|LBN Lebanon|LSO Lesotho|LBR Liberia|LBY Libya|LTU Lithuania|LUX Luxembourg|MDG Madagascar|MWI Malawi
MYS Malaysia|MDV Maldives|MLI Mali|MLT Malta|MRT Mauritania|MUS Mauritius|MEX Mexico|MDA Moldova|MNG Mongolia
MNE Montenegro|MAR Morocco|MOZ Mozambique|MMR Myanmar|NAM Namibia|NPL Nepal|NLD Netherlands|NZL New Zealand
NIC Nicaragua|NER Niger|NGA Nigeria|PRK North Korea|MKD North Macedonia|NOR Norway|OMN Oman|PAK Pakistan
PSE Palestine|PAN Panama|PNG Papua New Guinea|PRY Paraguay|PER Peru|PHL Philippines|POL Poland|PRT Portugal
QAT Qatar|ROU Romania|RUS Russia|RWA Rwanda|SAU Saudi Arabia|SEN Senegal|SRB Serbia|SLE Sierra Leone|SGP Singapore
SVK Slovakia|SVN Slovenia|SOM Somalia|ZAF South Africa|KOR South Korea|SSD South Sudan|ESP Spain|LKA Sri Lanka
SDN Sudan|SUR Suriname|SWE Sweden|CHE Switzerland|SYR Syria|TWN Taiwan|TJK Tajikistan|TZA Tanzania|THA Thailand
TLS Timor-Leste|TGO Togo|TTO Trinidad and Tobago|TUN Tunisia|TUR Türkiye|TKM Turkmenistan|UGA Uganda|UKR Ukraine
ARE United Arab Emirates|GBR United Kingdom|USA United States|URY Uruguay|UZB Uzbekistan|VEN Venezuela|VNM Vietnam
YEM Yemen|ZMB Zambia|ZWE Zimbabwe
"""
COUNTRIES: dict[str, str] = {entry[:3]: entry[4:] for entry in _NAMES.replace("\n", "|").split("|") if entry}
CODES = {title: code for code, title in COUNTRIES.items()}
