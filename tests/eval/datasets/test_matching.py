from eval.datasets.matching import holds, middle, squeeze


def test_the_middle_of_a_quote_finds_it_where_its_ends_are_cut_off():
    quote = "被截掉的开头" + "全县药品平均降价百分之十二点五整" + "被截掉的结尾"
    assert middle(quote) in "某处全县药品平均降价百分之十二点五整。"
    assert middle("短引文") == "短引文"


def test_one_wording_of_a_key_point_is_enough_whatever_its_width_and_spaces():
    assert holds(["没有", "１７８７ 个"], squeeze("共 1787\n个"))
    assert not holds(["1788个"], squeeze("共 1787\n个"))
